"""The card beside an exported classifier of clips."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.video_predictor import VideoPredictor


def video_card(
    predictor: VideoPredictor, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a model of clips; arguments as in `zoo.export.card.write_card`."""
    size, count = predictor.image_size, predictor.num_frames
    facts = [
        f"Parameters: {predictor.model.count_params():,}",
        f"Frames are squashed to {size}x{size} pixels. Of a clip of more than {count} frames "
        f"{count} are looked at, the middles of equal parts; of a shorter one all",
    ]
    if predictor.classes is None:
        out, answers = "numbers", "# score (B,)"
        facts += [
            "`mae`, `rmse`: in the units of `score`; `explained`: percent of the variance",
            "`mean_mae`: of always saying the mean of training; `single_frame_mae`: of the same "
            "network that sees the middle frame alone",
        ]
    else:
        out = "classes and probabilities"
        answers = "# label (B,), score (B,); classes (B, C), probabilities (B, C)"
        facts += [
            f"Classes: {', '.join(predictor.classes)}",
            "`score`: the probability of `label`. `calibration_error` says how far that can be "
            "trusted, in percent: 0 is best (Guo et al. 2017)",
            "`majority` and `single_frame`: the accuracy of the most frequent class, and of the "
            "same network that sees the middle frame alone",
        ]
    return write_card(
        "Classification of clips" if predictor.classes else "Scores of clips",
        takes=f"frames in, {out} out",
        holds="sampling of frames, resizing and model",
        usage=[
            "clips = tf.zeros([1, 20, 48, 64, 3], tf.uint8)  # clips, frames, height, width, RGB",
            'served.signatures["serving_default"](clips=clips)',
            answers,
            "# clips of different lengths, padded to the longest:",
            'served.signatures["padded"](clips=clips, lengths=tf.constant([12]))',
        ],
        facts=facts,
        settings=settings,
        scores=scores,
    )
