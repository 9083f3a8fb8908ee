"""Opens an address in the person's browser, where there is one with a window."""

import asyncio
import webbrowser


async def opened(address: str) -> bool:
    """Open it, and return whether a browser took it. What it says itself is its own business."""
    return await asyncio.to_thread(open_window, address)


def open_window(address: str) -> bool:
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(browser) is webbrowser.GenericBrowser:  # one on the terminal: it would take over this one
        return False
    return browser.open(address)
