"""SmolLM2 135M Instruct as a GGUF file, for rxchat. There is no code in it."""
