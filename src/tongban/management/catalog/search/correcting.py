"""Did you mean: the query with its doubtful places written as the best answer has them."""

from tongban.management.catalog.search.ranking import SEPARATOR, Document, Match
from tongban.management.catalog.search.reading import Reading
from tongban.management.catalog.search.words import is_chinese, plain


def corrected(reading: Reading, best: Match, document: Document) -> str:
    """The query as it was probably meant; empty when nothing in it is doubtful or known better.

    Only doubtful characters are replaced, by a word of the table or a part of the item's name that
    sounds the same or differs in one character. Nothing is guessed of a query whose punctuation
    makes its places differ from what was read.
    """
    written = list(plain(reading.text))
    if not reading.doubtful or len(written) != len(reading.asked):
        return ""
    doubts = {at for span in reading.doubtful for at in span}
    own = document.text.partition(SEPARATOR)[0]
    done: set[int] = set()
    for sense, spans in best.fulfilled:
        places = sorted(sense.places)
        if doubts.isdisjoint(places) or not done.isdisjoint(places):
            continue
        meant = sense.word
        if sense.kind == "sound" and spans:
            meant = own[spans[0][0] : spans[0][1]]
        if len(meant) != len(places) or places[-1] - places[0] >= len(places):
            continue
        if not is_chinese(meant) or not all(is_chinese(written[at]) for at in places):
            continue
        for at, character in zip(places, meant, strict=True):
            written[at] = character
        done.update(places)
    text = "".join(written)
    return text if done and text != plain(reading.text) else ""
