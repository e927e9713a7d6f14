print("portcullis-worker")
