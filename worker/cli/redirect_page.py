"""What a person sees in the browser after a consent. Whoever they are, one of the two languages is theirs."""

from collections.abc import Mapping

ALLOWED = {
    "ro": "Gata. Poți închide pagina și te poți întoarce la terminal: acolo vezi dacă s-a făcut legătura.",
    "en": "Done. You may close this page and go back to the terminal: it tells whether it has worked.",
}
NOT_ALLOWED = {
    "ro": "Nu ai dat accesul cerut, așa că nu s-a schimbat nimic. Terminalul îți spune cum încerci din nou.",
    "en": "You did not allow the access, so nothing has changed. The terminal tells how to try again.",
}
NOT_ASKED = {
    "ro": "Acesta nu este răspunsul la întrebarea din terminal. Deschide adresa pe care o arată el.",
    "en": "This is not the answer to the terminal's question. Open the address that it shows.",
}
STYLE = "body{font:18px/1.5 sans-serif;margin:4em auto;max-width:34em;padding:0 1em}"


def page(texts: Mapping[str, str]) -> str:
    """Return a page with the same in every language. The texts are our own: nothing is escaped."""
    paragraphs = "".join(f'<p lang="{language}">{text}</p>' for language, text in texts.items())
    return (
        f'<!doctype html><html lang="ro"><head><meta charset="utf-8"><title>VAI</title>'
        f"<style>{STYLE}</style></head><body>{paragraphs}</body></html>"
    )
