#pragma once
// Custom functions: those that the author of a testcase wrote (debugtalk.py, debugtalk.bin,
// debugtalk.so). They run in other processes or threads, so a call has an answer later.
// CustomFunctions is one such file with what runs it; another room implements it.
// CustomFunctionTable makes its functions callable in templates.

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/function.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::expression {

// Owned by the programs that call its functions. Any thread may use it.
class CustomFunctions {
 public:
  struct Signature {
    std::string name;
    std::size_t min_arguments = 0;
    std::size_t max_arguments = std::numeric_limits<std::size_t>::max();
  };
  struct Call {
    std::string name;
    Value arguments = Value::array();
    // Calls of one lane go to the same process as long as that lives, so that what a function keeps
    // in a variable is there at the next call.
    std::uint64_t lane = 0;
    // Called once, by a thread of the implementation; must not block. A failure is kFunction and
    // names the function.
    std::function<void(base::Result<Value>)> done;
  };
  virtual ~CustomFunctions() = default;
  [[nodiscard]] virtual std::vector<Signature> signatures() const = 0;
  // Other files of the author that the functions need, absolute paths.
  [[nodiscard]] virtual std::vector<std::string> usedFiles() const = 0;
  virtual void call(Call call) = 0;  // never blocks
  // Not empty: its processes do not stay alive, every later call fails, and a run that needs them
  // cannot go on. One line that names the file.
  [[nodiscard]] virtual std::optional<std::string> broken() const { return std::nullopt; }
};

// Waits for the answer; for loading, never for an event loop.
[[nodiscard]] base::Result<Value> callAndWait(CustomFunctions& functions, std::string_view name,
                                              std::span<const Value> arguments);

// The functions of one file as templates see them; must outlive the templates compiled with it.
class CustomFunctionTable {
 public:
  explicit CustomFunctionTable(std::shared_ptr<CustomFunctions> functions);
  ~CustomFunctionTable();
  CustomFunctionTable(const CustomFunctionTable&) = delete;
  CustomFunctionTable& operator=(const CustomFunctionTable&) = delete;
  // Null when there is none of that name, nor of its common form: in lower case without "_".
  [[nodiscard]] const Function* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;  // sorted
  [[nodiscard]] std::optional<std::string> broken() const { return functions_->broken(); }

 private:
  [[nodiscard]] static std::string commonName(std::string_view name);
  class Entry;
  std::shared_ptr<CustomFunctions> functions_;
  std::map<std::string, std::unique_ptr<Entry>, std::less<>> entries_;
};

// A file of custom functions as it was loaded: from the disk, or on a worker from the bundle.
struct CustomSource {
  std::string file;  // absolute path
  std::string text;
  // Of a shipped one the files that it may import: path → text.
  std::map<std::string, std::string> modules;
  // Of .env and of the testcase's environs; later pairs win.
  std::vector<std::pair<std::string, std::string>> environment;
  std::string requirements{};  // text of a requirements.txt beside the file
  bool shipped = false;        // it came in a bundle: its folder need not be on this machine
};

// Starts what the functions of a file need. Fails with the file and the line of what is wrong.
using OpenCustomFunctions =
    std::function<base::Result<std::shared_ptr<CustomFunctions>>(const CustomSource&)>;

}  // namespace hrp::expression
