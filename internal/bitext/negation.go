package bitext

func (c *comparison) negation(p pairOf) {}
