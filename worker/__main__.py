"""`python -m worker`, the same as `vai-calendar`."""

from worker.cli.application import main

if __name__ == "__main__":
    main()
