package vault

import "strings"

// bech32Chars is the alphabet of BIP 173.
const bech32Chars = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32 writes data under an upper-case prefix as BIP 173 does, without its
// limit of 90 characters: the spelling of age's secret keys. age keeps its own
// encoder to itself.
func bech32(prefix string, data []byte) string {
	low := strings.ToLower(prefix)
	var values []byte // of five bits
	acc, bits := 0, 0
	for _, b := range data {
		acc, bits = acc<<8|int(b), bits+8
		for bits >= 5 {
			bits -= 5
			values = append(values, byte(acc>>bits)&31)
		}
		acc &= 1<<bits - 1
	}
	if bits > 0 {
		values = append(values, byte(acc<<(5-bits))&31)
	}
	var sum []byte
	for i := range len(low) {
		sum = append(sum, low[i]>>5)
	}
	sum = append(sum, 0)
	for i := range len(low) {
		sum = append(sum, low[i]&31)
	}
	sum = append(append(sum, values...), 0, 0, 0, 0, 0, 0)
	check := bech32Polymod(sum) ^ 1
	for i := range 6 {
		values = append(values, byte(check>>(5*(5-i)))&31)
	}
	var b strings.Builder
	b.WriteString(low + "1")
	for _, v := range values {
		b.WriteByte(bech32Chars[v])
	}
	return strings.ToUpper(b.String())
}

func bech32Polymod(values []byte) uint32 {
	check := uint32(1)
	for _, v := range values {
		top := check >> 25
		check = check&0x1ffffff<<5 ^ uint32(v)
		for i, g := range []uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				check ^= g
			}
		}
	}
	return check
}
