"""Stand-ins for the vendors: real servers on loopback ports, as strict as the vendors and as unkind as the network."""
