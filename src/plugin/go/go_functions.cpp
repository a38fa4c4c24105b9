#include "hrp/plugin/go_functions.hpp"

#include <algorithm>
#include <utility>

#include "plugin/calls/debugtalk_messages.hpp"
#include "plugin/go/go_host.hpp"
#include "plugin/host/binary_kind.hpp"
#include "plugin/host/hosted_functions.hpp"
#include "plugin/host/private_folder.hpp"

namespace hrp::plugin {
namespace {

// The copy of the program, for as long as processes may be started from it.
struct GoProgram {
  PrivateFolder folder;
  GoSource source;
};

}  // namespace

base::Result<std::shared_ptr<expression::CustomFunctions>> openGoFunctions(
    const GoOptions& options, const expression::CustomSource& source, const base::Clock& clock) {
  if (auto fits = checkRunsHere(source.text, source.file, true); !fits) {
    base::Error error = std::move(fits.error());
    if (!error.hint.empty()) error.hint += ", with hrp build";
    return base::fail(std::move(error));
  }
  auto folder = PrivateFolder::make();
  if (!folder) return base::fail(folder.error().within(source.file));
  auto copy = folder->write("debugtalk.bin", source.text, 0700);
  if (!copy) return base::fail(copy.error().within(source.file));
  const auto program = std::make_shared<GoProgram>(
      GoProgram{std::move(*folder), GoSource(options, source, std::move(*copy))});
  HostedKind kind;
  kind.host = {source.file, "Go programs",
               [program] { return std::make_unique<GoHost>(program->source); }};
  kind.count = std::clamp(options.processes, 1, kMaxGoProcesses);
  kind.call_limit = options.call_limit;
  kind.encode = [](std::uint64_t, const std::string& name, const expression::Value& arguments) {
    return encodeCallRequest(name, arguments, GrpcSession::kMaxMessage);
  };
  return openHostedFunctions(std::move(kind), clock);
}

}  // namespace hrp::plugin
