"""Encoders, decoders, and the models that join them."""

from zoo.models.architectures import (
    ARCHITECTURES,
    LANGUAGE_MODEL_OPTIONS,
    OPTIONS,
    build_language_model,
    build_seq2seq,
    options_of,
)
from zoo.models.attention_rnn_decoder import AttentionRNNDecoder
from zoo.models.backbone_image_encoder import BackboneImageEncoder
from zoo.models.bag_of_words import BagOfWords
from zoo.models.blind_image_encoder import BlindImageEncoder
from zoo.models.captioner import Captioner
from zoo.models.captioners import CAPTIONERS, IMAGE_ENCODERS, build_captioner
from zoo.models.classifier import Classifier
from zoo.models.classifiers import CLASSIFIERS, build_classifier
from zoo.models.conv_decoder import ConvDecoder
from zoo.models.conv_encoder import ConvEncoder
from zoo.models.conv_image_encoder import ConvImageEncoder
from zoo.models.language_model import LanguageModel
from zoo.models.memory import Memory, no_memory
from zoo.models.patch_image_encoder import PatchImageEncoder
from zoo.models.rnn_decoder import RNNDecoder
from zoo.models.rnn_encoder import RNNEncoder
from zoo.models.scheduled_sampling import ScheduledSampling
from zoo.models.self_attention_decoder import SelfAttentionDecoder
from zoo.models.self_attention_encoder import SelfAttentionEncoder
from zoo.models.seq2seq import Seq2Seq
from zoo.models.video_classifier import VideoClassifier
from zoo.models.video_classifiers import VIDEO_CLASSIFIERS, build_video_classifier

__all__ = [
    "ARCHITECTURES",
    "CAPTIONERS",
    "CLASSIFIERS",
    "IMAGE_ENCODERS",
    "LANGUAGE_MODEL_OPTIONS",
    "OPTIONS",
    "VIDEO_CLASSIFIERS",
    "AttentionRNNDecoder",
    "BackboneImageEncoder",
    "BagOfWords",
    "BlindImageEncoder",
    "Captioner",
    "Classifier",
    "ConvDecoder",
    "ConvEncoder",
    "ConvImageEncoder",
    "LanguageModel",
    "Memory",
    "PatchImageEncoder",
    "RNNDecoder",
    "RNNEncoder",
    "ScheduledSampling",
    "SelfAttentionDecoder",
    "SelfAttentionEncoder",
    "Seq2Seq",
    "VideoClassifier",
    "build_captioner",
    "build_classifier",
    "build_language_model",
    "build_seq2seq",
    "build_video_classifier",
    "no_memory",
    "options_of",
]
