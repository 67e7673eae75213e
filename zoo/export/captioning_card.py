"""The card beside an exported captioner."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.caption_predictor import CaptionPredictor


def captioning_card(
    predictor: CaptionPredictor, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a captioner; arguments as in `zoo.export.card.write_card`."""
    attention = ", attention (B, T, rows, columns)" if predictor.has_attention else ""
    size = predictor.image_size
    facts = [
        f"Encoder: {settings['encoder']}; parameters: {predictor.model.count_params():,}; "
        f"vocabulary: {predictor.tokenizer.vocabulary_size:,}",
        f"Images are squashed to {size}x{size} pixels. JPEG, PNG, BMP, WebP and GIF (its first "
        'image); other bytes have the caption "" and the score 0, and harm no other row',
        f"Decoding: beam {predictor.width}, length penalty {predictor.length_penalty}, at most "
        f"{predictor.max_length} tokens",
        "`score`: log-probability over ((5 + length) / 6) ** length penalty",
        "BLEU, chrF and CIDEr: lower-cased, without punctuation, with all references of an image; "
        "`cider` is 100 times that of COCO's tool",
        "`blind_...`: the same model, trained without seeing the images; `frequent_...`: the most "
        "frequent caption of training for all",
    ]
    if "true" in next(iter(scores.values()), {}):
        facts.append("`true`: captions that are true of their image, in percent")
    return write_card(
        "Captioning",
        takes="bytes of images in, captions out",
        holds="decoding of images, model, beam search and tokenizer",
        usage=[
            'image = tf.io.read_file("photo.jpg")',
            'served.signatures["serving_default"](images=image[None])  # {"text", "score"}',
            f'served.signatures["n_best"](images=image[None])  # the {predictor.width} best',
            f'served.signatures["detailed"](images=image[None])  # tokens (B, T){attention}',
        ],
        facts=facts,
        settings=settings,
        scores=scores,
        needed=(predictor.tokenizer.needed_import,),
    )
