// The worker's executable: everything is in `Worker`.

import ArgumentParser
import Worker

WorkerCommand.main()
