"""How the local reader is trained. Only `canipost reader train` imports this: it needs torch, answering does not."""
