// The gateway's program: everything is in Control.

import ArgumentParser
import Control

Portcullis.main()
