"""What is stored of providers: keys, endpoints, models that a person named, health."""
