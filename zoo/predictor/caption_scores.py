"""Scores of captions against all references of their images."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from zoo.predictor.cider import cider

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def caption_words(caption: str) -> list[str]:
    """The words of a caption as scores see them: lower-cased, without punctuation.

    Example:
        >>> caption_words("A man's dog , running !")
        ['a', "man's", 'dog', 'running']
    """
    return _WORD.findall(caption.lower())


def caption_scores(outputs: Sequence[str], references: Sequence[Sequence[str]]) -> dict[str, float]:
    """BLEU-1 to BLEU-4 and chrF by sacreBLEU, and CIDEr-D, with several references.

    Captions and references are lower-cased and without punctuation, as COCO's tool has them; its
    tokenizer (Stanford's) splits `man's` and `t-shirt`, which are one word here.

    Args:
        outputs: What the model wrote.
        references: All references of each image, one at least.

    Returns:
        `bleu_1` to `bleu_4` (of the corpus, the closest reference's length counting, without
        smoothing), `chrf`, each 0 to 100, and `cider`, 100 times that of COCO's tool.

    Raises:
        ValueError: The two differ in length, are empty, or an image has no reference.

    Reference:
        Papineni et al. 2002, "BLEU: a Method for Automatic Evaluation of Machine Translation";
        Popović 2015, "chrF"; Chen et al. 2015, "Microsoft COCO Captions: Data Collection and
        Evaluation Server", section 3 (how captions are prepared).

    Example:
        >>> scores = caption_scores(["a dog"], [["A dog .", "the dog"]])
        >>> round(scores["bleu_1"]), round(scores["bleu_4"])
        (100, 0)
    """
    from sacrebleu.metrics import BLEU, CHRF

    words = [caption_words(output) for output in outputs]
    reference_words = [[caption_words(text) for text in image] for image in references]
    of_cider = cider(words, reference_words)  # it checks, too
    texts = [" ".join(each) for each in words]
    columns = list(zip_longest(*([" ".join(each) for each in image] for image in reference_words)))
    scores = {
        f"bleu_{order}": BLEU(
            max_ngram_order=order, tokenize="none", smooth_method="none", force=True
        )
        .corpus_score(texts, columns)
        .score
        for order in (1, 2, 3, 4)
    }
    chrf = CHRF().corpus_score(texts, columns).score
    return {**scores, "chrf": chrf, "cider": of_cider}
