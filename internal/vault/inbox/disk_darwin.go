package inbox

import "os"

// quiet would leave the time of access as it is; here Open and Repack set it back.
const quiet = 0

// startWriting is the system's own affair here.
func startWriting(*os.File) {}
