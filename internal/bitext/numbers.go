package bitext

func (c *comparison) numbers(all []pairOf) {}
