// The captions that we write, read by the W3C's parser: no error, and the cues
// that were meant, whatever a respondent's text tries to be.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import vtt from 'webvtt-parser';
import entities from 'webvtt-parser/html-entities.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../..');

const parse = (file) => new vtt.WebVTTParser(entities).parse(file, 'subtitles');

// said is what a parsed cue shows; marks are tags that it found.
function said(node, marks) {
  if (node.type === 'text') return node.value;
  if (node.name) marks.push(node.name);
  return (node.children ?? []).map((c) => said(c, marks)).join('');
}

test('the parser of the W3C reads what was written', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'voxpop-captions.'));
  try {
    execFileSync('go', ['test', '-count=1', '-run', '^TestFilesForTheParser$', './internal/caption'], {
      cwd: root, env: { ...process.env, VOXPOP_CAPTIONS: dir }, stdio: ['ignore', 'ignore', 'inherit'],
    });
    const cases = JSON.parse(readFileSync(path.join(dir, 'captions.json'), 'utf8'));
    assert.ok(cases.length > 2000, `only ${cases.length} files`);
    let cues = 0;
    for (const { vtt: file, cues: want } of cases) {
      const got = parse(file);
      assert.deepEqual(got.errors.map((e) => `${e.line}: ${e.message}`), [], file);
      assert.equal(got.cues.length, (want ?? []).length, file);
      got.cues.forEach((c, i) => {
        const marks = [];
        const text = said(c.tree, marks).replaceAll('\n', ' ');
        assert.deepEqual([Math.round(c.startTime * 1000), Math.round(c.endTime * 1000), text, c.id, marks, c.direction, c.lineAlign, c.alignment],
          [Math.round(want[i].start * 1000), Math.round(want[i].end * 1000), want[i].text, '', [], 'horizontal', 'start', 'center'], file);
        cues++;
      });
    }
    console.log(`${cases.length} files, ${cues} cues`);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('the check finds a forged cue', () => {
  const got = parse('WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n\n00:05.000 --> 00:06.000\nforged <b>x</b>\n');
  const marks = [];
  said(got.cues[1].tree, marks);
  assert.equal(got.cues.length, 2);
  assert.deepEqual(marks, ['b']);
});
