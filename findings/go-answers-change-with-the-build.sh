#!/usr/bin/env bash
# google.golang.org/protobuf 1.36.10: the same source gives `{"id":7,"name":"a"}` from one build and
# `{"id":7, "name":"a"}` from the next; error texts change between a blank and a no-break space.
#
# Nobody shall depend on the bytes of protojson's output, so it adds a blank behind every comma or not, by
# a bit of a hash of the program file itself. A program is consistent with itself for ever; a build
# with another dependency, path or log line may flip it. grpc-gateway, Connect and most JSON APIs of
# gRPC services in Go write through it. `err.Error()` has "proto: " with U+0020 or U+00A0 in the same way.
# For a load test: a check such as "body contains {"id":7,"name"", an expected Content-Length or ETag
# that passed all week fails on every request of a build that changed nothing (or, on a canary, on the
# share of requests that reach it), and content sizes of two builds differ by a byte per field. Check
# the parsed value.
#
# Seen, builds that differ in an unused function: `{"id":7, "name":"a"}` (20 bytes, U+00A0) and
# `{"id":7,"name":"a"}` (19 bytes, U+0020); each build says the same every time.
source "$(dirname "$0")/lib.sh"

mkdir "$work/go"
cat >"$work/go/main.go" <<'EOF'
package main

import (
	"fmt"
	"os"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/structpb"
)

func main() {
	message, err := structpb.NewStruct(map[string]any{"id": 7, "name": "a"})
	if err != nil {
		panic(err)
	}
	text, _ := protojson.Marshal(message)
	fmt.Println(string(text))
	fmt.Printf("%+q\n", protojson.Unmarshal([]byte(`{"id":`), message).Error())
	if len(os.Args) > 9 {
		other()
	}
}
EOF
(cd "$work/go" && go mod init finding && go get google.golang.org/protobuf@v1.36.10) >"$work/log" 2>&1 ||
  fail_install "$work/log"
blank='' none='' same=1
for build in $(seq 24); do
  { echo 'package main'; echo 'func other() {'; for i in $(seq $((40 * build))); do echo "println($i)"; done; echo '}'; } \
    >"$work/go/other.go"
  (cd "$work/go" && go build -p 1 -o "$bin/service" .) >"$work/log" 2>&1 || fail_install "$work/log"
  said=$("$bin/service")
  [[ $("$bin/service") == "$said" && $("$bin/service") == "$said" ]] || same=0
  if [[ $said == *'7, "name"'* ]]; then
    [[ $blank ]] || echo "build $build:" $said
    blank=$said
  else
    [[ $none ]] || echo "build $build:" $said
    none=$said
  fi
  [[ $blank && $none ]] && break
done
holds "one of $build builds writes no blank, another one" "${#blank} > 0 && ${#none} > 0"
holds "each says the same every time" "$same"
errors=$(printf '%s' "$blank$none" | grep -c 'proto:\\u00a0' || true)
holds "an error text has a no-break space in one of them" "$errors == 1"
finish
