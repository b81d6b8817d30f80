package article

import (
	"net/url"
	"slices"
	"strings"
)

// CleanURL is the address of a page as it stands for the page: without what
// only tells a site where the reader came from, without the fragment, the
// usual port and a user's name; host and scheme in lower case, parameters in
// order. What is not the address of a page is returned as it is.
func CleanURL(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https") {
		return s
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	u.Host = strings.TrimSuffix(u.Host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	u.ForceQuery = false
	if u.RawQuery != "" {
		var keep []string
		for part := range strings.SplitSeq(u.RawQuery, "&") {
			key, _, _ := strings.Cut(part, "=")
			if part != "" && !tracks(strings.ToLower(key)) {
				keep = append(keep, part)
			}
		}
		slices.Sort(keep)
		u.RawQuery = strings.Join(keep, "&")
	}
	return u.String()
}

// tracks reports whether a parameter only says where a reader came from.
func tracks(key string) bool {
	for _, lead := range []string{"utm_", "mtm_", "pk_", "piwik_", "hsa_", "at_campaign", "at_medium", "at_link", "at_ptr", "at_format", "at_bbc"} {
		if strings.HasPrefix(key, lead) {
			return true
		}
	}
	switch key {
	case "fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "wt_mc", "wt.mc_id", "xtor", "cmpid", "ocid", "ncid",
		"smid", "smtyp", "_ga", "_gl", "sharetype", "ito", "maca", "ref_src", "ref_url", "traffic_source", "ns_mchannel", "ns_source", "ns_campaign":
		return true
	}
	return false
}
