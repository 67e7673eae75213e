"""Sound: the bytes of WAV files to samples, inside the TensorFlow graph."""

from zoo.audio.wav import decode_wavs, read_wav, write_wav

__all__ = ["decode_wavs", "read_wav", "write_wav"]
