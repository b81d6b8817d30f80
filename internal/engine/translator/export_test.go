package translator

// ReadForTest is read, for the fuzz target.
var ReadForTest = read
