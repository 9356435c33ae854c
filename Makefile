# make test is everything that CI runs. make quick is for while you write.
export CGO_ENABLED = 0

.PHONY: test quick format lint generate licences build release clean

test: ## format, vet, build, lint, all tests; installs Chromium and PostgreSQL where it may
	bash scripts/test

quick: ## the tests alone, without browser and PostgreSQL unless their variables are set
	go test ./...

format: ## gofumpt and import groups, as lint wants them
	go tool -modfile=tools/golangci-lint/go.mod golangci-lint fmt

lint:
	go tool -modfile=tools/golangci-lint/go.mod golangci-lint run

generate: ## pages: templ files to Go
	go tool templ generate

licences: ## the texts of all linked modules, after a change of go.mod
	go run scripts/licences.go

build: ## the program for this machine
	go build -trimpath -o bin/stammkunde ./cmd/stammkunde

release: ## all platforms into dist/, with checksums
	bash scripts/release

clean:
	rm -rf bin dist ci-output
