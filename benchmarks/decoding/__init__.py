"""Decoding speed beside other libraries: python -m benchmarks.decoding"""
