"""Which font a picture can write Hangul in."""

_HANGUL = ord("한")
_UNASSIGNED = 0x0378  # only a font that draws boxes for everything has it


def hangul_font() -> str | None:
    """The name of an installed font with Hangul, or None."""
    from matplotlib import font_manager

    for entry in font_manager.fontManager.ttflist:
        try:
            characters = font_manager.get_font(entry.fname).get_charmap()
        except (OSError, RuntimeError):
            continue  # a font file that cannot be read
        if _HANGUL in characters and _UNASSIGNED not in characters:
            return entry.name
    return None
