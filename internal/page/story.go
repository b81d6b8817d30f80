package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"strings"
	"time"
)

// publishedTypes are the files that a built story may hold.
var publishedTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".md": "text/markdown; charset=utf-8", ".csv": "text/csv; charset=utf-8",
	".json": "application/json", ".jsonld": "application/ld+json", ".svg": "image/svg+xml",
	".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
	".wav": "audio/wav", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4",
	".mp4": "video/mp4", ".webm": "video/webm", ".vtt": "text/vtt; charset=utf-8",
}

// StoryPolicy is the content security policy of a built story: its own inline
// styles by their hashes, its own media, and no script.
func StoryPolicy(html []byte) string {
	var styles strings.Builder
	for rest := html; ; {
		_, after, ok := bytes.Cut(rest, []byte("<style"))
		if !ok {
			break
		}
		_, body, ok := bytes.Cut(after, []byte(">"))
		if !ok {
			break
		}
		css, tail, ok := bytes.Cut(body, []byte("</style>"))
		if !ok {
			break
		}
		sum := sha256.Sum256(css)
		styles.WriteString(" 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'")
		rest = tail
	}
	if styles.Len() == 0 {
		styles.WriteString(" 'none'")
	}
	return "default-src 'none'; style-src" + styles.String() + "; img-src 'self' data:; media-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
}

func modified(info fs.FileInfo) time.Time {
	if info == nil {
		return time.Time{}
	}
	return info.ModTime()
}
