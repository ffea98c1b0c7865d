print("musterd: not yet")
