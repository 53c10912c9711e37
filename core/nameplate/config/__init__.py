"""nameplate.yaml as frozen models."""
