#pragma once
// GoHost: a FunctionHost that runs a debugtalk.bin. It is started with go-plugin's magic cookie,
// says on its standard output where it listens, and is then called over one connection.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "hrp/plugin/go_functions.hpp"
#include "plugin/go/grpc_session.hpp"
#include "plugin/go/handshake.hpp"
#include "plugin/host/function_host.hpp"
#include "plugin/host/outgoing_bytes.hpp"

namespace hrp::plugin {

// What all processes of a file are started with; must outlive them.
struct GoSource {
  GoSource(const GoOptions& from, const expression::CustomSource& source, std::string copy);
  const GoOptions options;
  const HostLimits limits;
  const std::string file;     // as its author knows it
  const std::string program;  // the copy that is run
  const std::vector<std::string> environment;
  std::int32_t first_call = 1;  // the number of a connection's first call; tests begin late
};

class GoHost final : public FunctionHost, private GrpcEvents {
 public:
  explicit GoHost(const GoSource& source);
  ~GoHost() override;

  void start(base::TimePoint now) override;
  void flush() override;
  void appendPolls(std::vector<pollfd>& polls) const override;
  void handle(const pollfd* polls) override;
  void hangUp() override;

 private:
  void onMessage(std::int32_t call, std::string_view message) override;
  void onEnd(std::int32_t call, const GrpcStatus& status) override;
  void send(std::uint64_t number, std::string frame) override;
  void forget(std::uint64_t number) override;
  [[nodiscard]] std::string closeProcess() override;
  [[nodiscard]] bool takeLine(std::string_view line) override;

  void followHandshake();
  [[nodiscard]] base::Result<> connect(const Handshake& where);
  void receive();
  void startCalls();  // those that wait, as far as the connection takes them
  void removeSocket() const;
  void takeNames(std::string_view message);
  void takeAnswer(std::uint64_t number, const GrpcStatus& status, std::string_view message);
  void refuse(const std::string& reason);

  const GoSource& source_;
  std::optional<Handshake> handshake_;
  std::string refusal_;  // what is wrong with its handshake
  Descriptor connection_;
  std::unique_ptr<GrpcSession> session_;
  OutgoingBytes to_child_;
  std::int32_t names_call_ = 0;
  std::int32_t printed_call_ = 0;
  // Calls on the connection, with their answers; by its numbers and by ours.
  struct Open {
    std::uint64_t number = 0;
    std::string answer;
  };
  std::unordered_map<std::int32_t, Open> open_;
  std::unordered_map<std::uint64_t, std::int32_t> numbers_;
  bool leaving_ = false;  // it was asked to end
  // Frames that wait for a connection: it is not ready, or has no numbers left.
  std::deque<std::pair<std::uint64_t, std::string>> waiting_;
};

}  // namespace hrp::plugin
