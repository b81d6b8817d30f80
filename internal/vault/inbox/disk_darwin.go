package inbox

// quiet would leave the time of access as it is; here Open and Repack set it back.
const quiet = 0
