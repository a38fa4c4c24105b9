#!/usr/bin/env bash
# grpcio 1.85.3 (Python) and @grpc/grpc-js 1.14.1 (Node): fifty channels to one address are one TCP
# connection; in Go each channel has its own.
#
# Channels with the same target and options share their connections through a pool of the process, so a
# channel per user, as load scripts create it, gives one connection with all users' calls: one limit of
# concurrent streams, one flow-control window, and a balancer that distributes connections sends all
# of them to one server. The option
# grpc.use_local_subchannel_pool (or options that differ) separates them; Go's ClientConns share nothing.
# For a load test: the same scenario as a Locust or Python script and as a Go program (ghz, k6) loads
# one server or all of them, with one connection or fifty. Look at the connections on the server.
#
# Seen, 50 channels, a call each: Python 1 connection, with the option 50; Node 1, with it 50; Go
# (grpc-go 1.82.1) 50.
source "$(dirname "$0")/lib.sh"
py_packages grpcio==1.85.3
npm_packages @grpc/grpc-js@1.14.1

cat >"$work/server.py" <<'EOF'
import concurrent.futures
import grpc

peers = set()


def echo(request, context):
    peers.add(context.peer())
    return request


def count(request, context):
    seen = len(peers)
    peers.clear()
    return b"%d" % seen


class Handler(grpc.GenericRpcHandler):
    def service(self, call):
        function = {"/t/echo": echo, "/t/count": count}[call.method]
        return grpc.unary_unary_rpc_method_handler(function)


server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
server.add_generic_rpc_handlers((Handler(),))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
server.wait_for_termination()
EOF
cat >"$work/client.py" <<'EOF'
import sys
import grpc

options = [("grpc.use_local_subchannel_pool", 1)] if sys.argv[2] == "local" else []
channels = [grpc.insecure_channel("127.0.0.1:" + sys.argv[1], options) for _ in range(50)]
for channel in channels:
    channel.unary_unary("/t/echo")(b"x")
print(channels[0].unary_unary("/t/count")(b"").decode())
EOF
cat >"$work/client.cjs" <<'EOF'
const grpc = require("@grpc/grpc-js");
const [address, pool] = ["127.0.0.1:" + process.argv[2], process.argv[3]];
const options = pool === "local" ? { "grpc.use_local_subchannel_pool": 1 } : {};
const same = (bytes) => bytes;
const call = (client, method) => new Promise((done, fail) =>
  client.makeUnaryRequest(method, same, same, Buffer.from("x"), (error, reply) =>
    error ? fail(error) : done(reply)));

(async () => {
  const clients = Array.from({ length: 50 }, () =>
    new grpc.Client(address, grpc.credentials.createInsecure(), options));
  for (const client of clients) await call(client, "/t/echo");
  console.log(String(await call(clients[0], "/t/count")));
  process.exit(0);
})();
EOF
mkdir "$work/go"
cat >"$work/go/main.go" <<'EOF'
package main

import (
	"context"
	"fmt"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

type raw struct{}

func (raw) Name() string                    { return "raw" }
func (raw) Marshal(v any) ([]byte, error)   { return *v.(*[]byte), nil }
func (raw) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = append([]byte(nil), data...)
	return nil
}

func main() {
	in, out := []byte("x"), []byte(nil)
	for i := 0; i <= 50; i++ {
		channel, err := grpc.NewClient("127.0.0.1:"+os.Args[1],
			grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			panic(err)
		}
		method := "/t/echo"
		if i == 50 {
			method = "/t/count"
		}
		if err := channel.Invoke(context.Background(), method, &in, &out, grpc.ForceCodec(raw{})); err != nil {
			panic(err)
		}
	}
	fmt.Println(string(out))
}
EOF
(cd "$work/go" && go mod init finding && go get google.golang.org/grpc@v1.82.1 &&
  go build -p 1 -o "$bin/client" .) >"$work/log" 2>&1 || fail_install "$work/log"
serve "$py" "$work/server.py"
python=$("$py" "$work/client.py" "$port" shared)
own=$("$py" "$work/client.py" "$port" local)
node_=$(node "$work/client.cjs" "$port" shared)
node_own=$(node "$work/client.cjs" "$port" local)
go_=$("$bin/client" "$port")
echo "connections of 50 channels: Python $python, with a pool each $own; Node $node_, $node_own; Go $go_"
holds "Python and Node have one" "$python == 1 && $node_ == 1"
holds "a pool for each channel gives fifty" "$own == 50 && $node_own == 50"
holds "Go has fifty" "$go_ == 50"
finish
