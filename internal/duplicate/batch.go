package duplicate

// block is how many messages are read ahead at once.
const block = 4096

// addAll adds messages in their order; letters are read ahead of it.
func (x *Index) addAll(messages []Message) {
	letters := make([][]byte, block)
	for from := 0; from < len(messages); from += block {
		part := messages[from:min(from+block, len(messages))]
		x.parallel(len(part), func(z *scratch, i int) {
			letters[i] = x.alphabet.appendLetters(letters[i][:0], part[i].Text)
		})
		for i, m := range part {
			x.insert(m, letters[i])
		}
	}
}
