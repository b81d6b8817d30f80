package app

import (
	"context"
	"io"

	"voxpop/internal/vault"
)

// inClear keeps files as they are: the blobs of a workspace without keys.
type inClear struct{ vault.Blobs }

func (b inClear) Put(ctx context.Context, _ string, body io.Reader) (string, []byte, int64, error) {
	key, size, err := b.Blobs.Put(ctx, "", body)
	return key, nil, size, err
}

func (b inClear) Get(ctx context.Context, _, key string, _ []byte, _, offset, length int64) (io.ReadCloser, error) {
	return b.Blobs.Get(ctx, key, offset, length)
}

func (b inClear) Raw(ctx context.Context, key string) (io.ReadCloser, error) {
	return b.Blobs.Get(ctx, key, 0, -1)
}

func (b inClear) PutRaw(ctx context.Context, key string, body io.Reader) (string, int64, error) {
	return b.Blobs.Put(ctx, key, body)
}
