# Targets that a person types. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo build bundle test soak bench pace bench-baseline bench-growth desk-speed fuzz golden fmt lint screens

export CGO_ENABLED := 0
FUZZTIME ?= 20s

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

demo: ## run the invented newsroom and serve its pages
	go run ./cmd/voxpop demo

build: ## one static binary, bin/voxpop
	go build -trimpath -ldflags='-s -w' -o bin/voxpop ./cmd/voxpop

bundle: ## build the scripts of the form and of the desk from their sources
	tools/bundle/build.sh

test: ## every test, with PostgreSQL, Chromium, ffmpeg and validators (go test ./... needs only Go)
	tools/test.sh

soak: build ## the long ones, which print their figures: canaries, kills, power cuts, load, erasure, files of strangers, speech; hours, as root on Linux
	cd tools && go build -o ../bin/door ./door && go build -o ../bin/powercut ./powercut
	cd bin; bad=0; for m in 'canary -n 10000 -requests 100000' 'kill -n 1000' 'load -seconds 60' overload ratio welch; do \
	  set -- $$m; what=$$1; shift; ./door $$what -bin ./voxpop "$$@" || bad=1; done; exit $$bad
	VOXPOP_SOAK=1000 VOXPOP_POWERCUT=$(CURDIR)/bin/powercut go test -count=1 -run 'TestKill|TestPowerCut' -v -timeout 90m ./internal/vault/inbox
	VOXPOP_SOAK=1 go test -count=1 -run 'TestAStrangersReceiptTakesAsLong' -v -timeout 60m ./internal/front
	VOXPOP_SOAK=1 go test -count=1 -run 'Eras' -v -timeout 60m ./internal/app
	cd tools && go run ./media dirty -n 640 && go run ./media hostile -n 1200 -benign 240
	VOXPOP_SPEECH=20 go test -count=1 -run '^(TestSpeech|TestKilledWorker)$$' -v -timeout 60m ./cmd/voxpop
	VOXPOP_PACE=60 go test -count=1 -run '^TestPace$$' -v -timeout 60m ./cmd/voxpop
	VOXPOP_INTEROP=1000 go test -count=1 -run 'Vault|Seeds' -v -timeout 60m ./internal/front/script

bench: ## measure, and compare with tools/bench/baseline.txt
	go test -short -run '^$$' -bench . -benchtime 0.5s -count 3 ./... | (cd tools && go run ./bench -baseline bench/baseline.txt)
	@for p in /usr/bin/python3 python3; do if $$p -c 'import sklearn' 2>/dev/null; then exec $$p tools/bench/sklearn.py; fi; done; \
	  echo 'python3-sklearn is not installed: training is compared with nothing'

pace: ## voice messages a minute through the whole pipeline, step by step, on this machine
	VOXPOP_PACE=$${N:-60} go test -count=1 -run '^TestPace$$' -v -timeout 60m ./cmd/voxpop | grep -E '^(ok|FAIL|---|    )'

desk-speed: ## how fast the desk is with 100,000 responses, in a real browser
	cd tools/browser && npm ci --no-audit --no-fund --silent
	$${VOXPOP_DESK_STORE:+tools/pgtemp.sh run} env VOXPOP_DESK_SPEED=$${N:-100000} go test -count=1 -run '^TestDeskSpeed$$' -v -timeout 60m ./cmd/voxpop

bench-baseline: ## measure, and make it the baseline
	go test -short -run '^$$' -bench . -benchtime 0.5s -count 3 ./... | (cd tools && go run ./bench -baseline bench/baseline.txt -write)

bench-growth: ## how the methods' time grows with size, up to 1,000,000 messages; takes minutes
	go test -run '^$$' -bench 'Find|Add$$|Themes|Mark|Suggestions|Ranges|CrossFit|Recount' -benchtime 1x -timeout 60m \
	  ./internal/duplicate ./internal/theme ./internal/suggest ./internal/prevalence | (cd tools && go run ./bench -growth)

fuzz: ## every fuzz target for FUZZTIME each (20s)
	@set -e; for p in $$(go list ./...); do \
	  for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
	    echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p; \
	  done; done

golden: ## write golden files and docs/MAP.md anew, to be read in the diff
	go test -run TestMap -update .
	@for p in $$(grep -rlE 'flag\.Bool\("update"' --include=*_test.go internal | xargs -r -n1 dirname | sort -u); do \
	  echo "./$$p"; go test ./$$p -update; done

fmt: ## format the Go files
	gofmt -w $$(git ls-files -- '*.go')

lint: ## format check, vet, architecture
	@test -z "$$(gofmt -l $$(git ls-files -- '*.go'))" || { gofmt -l $$(git ls-files -- '*.go'); exit 1; }
	go vet ./...
	go test -run 'Architecture|Map' .

screens: build ## screenshots of the demo into docs/screens
	cd tools/browser && npm ci --no-audit --no-fund --silent
	VOXPOP_BIN=$(CURDIR)/bin/voxpop node tools/browser/screens.mjs docs/screens
