print("muster: not yet")
