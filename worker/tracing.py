"""Spans of what the worker does, where OpenTelemetry is installed; without it, nothing at all."""
