#include "testcase/compile/variable_order.hpp"

#include <algorithm>
#include <map>

#include "hrp/expression/template.hpp"
#include "testcase/files/project.hpp"

namespace hrp::testcase {
namespace {

using expression::Value;

bool isItself(const std::string& name, const Value& value) {
  if (!value.is_string()) return false;
  const std::string_view text = trimmed(value.get_ref<const std::string&>());
  return text == "$" + name || text == "${" + name + "}";
}

// Depth-first, with its own stack so that a long chain of variables cannot exhaust the thread's.
class Sorter {
 public:
  explicit Sorter(const Value& variables) {
    for (const auto& [name, value] : variables.items()) {
      if (!isItself(name, value)) references_[name] = expression::referencedNames(value);
    }
  }

  base::Result<std::vector<std::string>> sort() {
    for (const auto& [name, references] : references_) {
      if (std::find(references.begin(), references.end(), name) != references.end()) {
        return base::fail(base::ErrorCode::kBadVariables, "variable self reference: " + name);
      }
    }
    for (const auto& [name, references] : references_) {
      if (state_[name] != State::kDone && !visit(name)) return cycle();
    }
    return order_;
  }

 private:
  enum class State { kNew, kOpen, kDone };
  struct Step {
    std::string name;
    std::size_t next = 0;
  };

  bool visit(const std::string& start) {
    path_.assign(1, Step{start});
    state_[start] = State::kOpen;
    while (!path_.empty()) {
      Step& step = path_.back();
      const auto& references = references_.at(step.name);
      if (step.next == references.size()) {
        state_[step.name] = State::kDone;
        order_.push_back(step.name);
        path_.pop_back();
        continue;
      }
      const std::string& reference = references[step.next++];
      if (!references_.contains(reference) || state_[reference] == State::kDone) continue;
      const bool open = state_[reference] == State::kOpen;
      path_.push_back(Step{reference});
      if (open) return false;
      state_[reference] = State::kOpen;
    }
    return true;
  }

  [[nodiscard]] base::Result<std::vector<std::string>> cycle() const {
    const std::string& last = path_.back().name;
    auto it = std::find_if(path_.begin(), path_.end(),
                           [&last](const Step& step) { return step.name == last; });
    std::string text = it->name;
    while (++it != path_.end()) text += " → " + it->name;
    return base::fail(base::ErrorCode::kBadVariables, "circular reference: " + text);
  }

  std::map<std::string, std::vector<std::string>> references_;
  std::map<std::string, State> state_;
  std::vector<Step> path_;
  std::vector<std::string> order_;
};

}  // namespace

base::Result<std::vector<std::string>> variableOrder(const Value& variables) {
  return Sorter(variables).sort();
}

}  // namespace hrp::testcase
