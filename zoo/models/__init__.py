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
from zoo.models.encoders import ENCODERS, build_encoder
from zoo.models.forecaster import Forecaster
from zoo.models.forecasters import FORECASTERS, build_forecaster
from zoo.models.image_classifier import (
    IMAGE_CLASSIFIERS,
    ImageClassifier,
    build_image_classifier,
)
from zoo.models.image_language_model import ImageLanguageModel
from zoo.models.language_model import LanguageModel
from zoo.models.memory import Memory, no_memory
from zoo.models.patch_image_encoder import PatchImageEncoder
from zoo.models.recurrent_reader import RecurrentReader
from zoo.models.rnn_decoder import RNNDecoder
from zoo.models.rnn_encoder import RNNEncoder
from zoo.models.rnn_speech_encoder import RNNSpeechEncoder
from zoo.models.scheduled_sampling import SCHEDULES, ScheduledSampling
from zoo.models.self_attention_decoder import SelfAttentionDecoder
from zoo.models.self_attention_encoder import SelfAttentionEncoder
from zoo.models.self_attention_image_encoder import SelfAttentionImageEncoder
from zoo.models.self_attention_reader import SelfAttentionReader
from zoo.models.self_attention_speech_encoder import SelfAttentionSpeechEncoder
from zoo.models.seq2seq import Seq2Seq
from zoo.models.speech_recognizer import SpeechRecognizer
from zoo.models.speech_recognizers import SPEECH_RECOGNIZERS, build_speech_recognizer
from zoo.models.tagger import Tagger
from zoo.models.video_classifier import VideoClassifier
from zoo.models.video_classifiers import VIDEO_CLASSIFIERS, build_video_classifier
from zoo.models.vision_transformer import VisionTransformer

__all__ = [
    "ARCHITECTURES",
    "CAPTIONERS",
    "CLASSIFIERS",
    "ENCODERS",
    "FORECASTERS",
    "IMAGE_CLASSIFIERS",
    "IMAGE_ENCODERS",
    "LANGUAGE_MODEL_OPTIONS",
    "OPTIONS",
    "SCHEDULES",
    "SPEECH_RECOGNIZERS",
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
    "Forecaster",
    "ImageClassifier",
    "ImageLanguageModel",
    "LanguageModel",
    "Memory",
    "PatchImageEncoder",
    "RNNDecoder",
    "RNNEncoder",
    "RNNSpeechEncoder",
    "RecurrentReader",
    "ScheduledSampling",
    "SelfAttentionDecoder",
    "SelfAttentionEncoder",
    "SelfAttentionImageEncoder",
    "SelfAttentionReader",
    "SelfAttentionSpeechEncoder",
    "Seq2Seq",
    "SpeechRecognizer",
    "Tagger",
    "VideoClassifier",
    "VisionTransformer",
    "build_captioner",
    "build_classifier",
    "build_encoder",
    "build_forecaster",
    "build_image_classifier",
    "build_language_model",
    "build_seq2seq",
    "build_speech_recognizer",
    "build_video_classifier",
    "no_memory",
    "options_of",
]
