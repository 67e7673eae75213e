"""The card beside an exported generator of images."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.image_generator import ImageGenerator


def image_generation_card(
    generator: ImageGenerator, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a generator of images; arguments as in `zoo.export.card.write_card`."""
    size = generator.image_size
    return write_card(
        "Generation of images",
        takes="bytes of image files in, bytes of PNG files out",
        holds="decoding, palette, model and sampling",
        usage=[
            'image = open("photo.jpg", "rb").read()',
            'served.signatures["serving_default"](images=tf.constant([image]))  # {"image_bytes"}',
            "options = {",
            '    "temperature": tf.constant(1.0), "top_k": tf.constant(0),',
            '    "top_p": tf.constant(0.95), "seed": tf.constant(1),',
            "}",
            'served.signatures["completed"](',
            "    images=tf.constant([image]), rows=tf.constant(4), **options",
            ")",
            'served.signatures["sampled"](count=tf.constant(9), **options)  # out of nothing',
            'served.signatures["scored"](images=tf.constant([image]))  # {"bits_per_dimension"}',
        ],
        facts=[
            f"Parameters: {generator.model.count_params():,}",
            f"Images of {size} x {size} pixels in {len(generator.model.palette)} colours, drawn "
            "row by row",
            f"JPEG, PNG, BMP, GIF and WebP are read and squashed to {size} x {size}; of what is no "
            "image nothing is made: an empty string, and 0 bits",
            f"`serving_default` keeps the upper {size // 2} rows and draws those below at "
            f"temperature {generator.temperature} with seed 0; `completed` keeps `rows` of them",
            "`bits_per_dimension`: what the number of a pixel's colour costs, in bits; it can be "
            "compared for the same palette alone",
            "`neighbour_bits`: what it costs where the colours at its left and above it are all "
            "that is known; `uniform_bits`: where nothing is",
        ],
        settings=settings,
        scores=scores,
    )
