#pragma once
// CaseScope: the names of one testcase while it is compiled, and the slots behind them. Session
// names appear in the order of the steps, so a name that only a later step extracts is not found
// earlier. A called testcase has a scope of its own; names it does not hold itself come from the
// calling step and become its inputs.
//
// Owned by one compilation, one thread.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/expression/template.hpp"

namespace hrp::testcase {

using expression::Slot;
using expression::VariableRef;

// Hands out the slots of one program. Past the bound it gives slot 0 and remembers.
class SlotTable {
 public:
  [[nodiscard]] Slot add(const std::string& name);
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] bool overflowed() const { return overflowed_; }
  // The slot of a name that the engine fills, the same in the whole program.
  [[nodiscard]] Slot special(const std::string& name);
  [[nodiscard]] std::optional<Slot> specialIfUsed(const std::string& name) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, Slot> special_;
  bool overflowed_ = false;
};

inline constexpr const char* kStepNameVariable = "hrp_step_name";
inline constexpr const char* kRequestVariable = "hrp_step_request";
inline constexpr const char* kResponseVariable = "hrp_step_response";

// From where in a testcase a template looks names up.
enum class Stage {
  kConfig,    // config variables; then environs that are constant
  kName,      // session values only
  kBegin,     // a step's variables and fields
  kSend,      // setup hooks: also the request
  kResponse,  // teardown hooks, extract, validate: also the response
};

class CaseScope {
 public:
  CaseScope(SlotTable& slots, CaseScope* caller) : slots_(slots), caller_(caller) {}

  [[nodiscard]] std::optional<VariableRef> lookUp(std::string_view name, Stage stage);

  [[nodiscard]] Slot configSlot(const std::string& name);
  [[nodiscard]] Slot environSlot(const std::string& name, bool constant);
  [[nodiscard]] Slot sessionSlot(const std::string& name);
  // The variables of the step that is compiled now; their slots are shared by steps that use the
  // same name.
  [[nodiscard]] Slot stepSlot(const std::string& name);
  void beginStep() { visible_step_.clear(); }

  [[nodiscard]] const std::vector<Slot>& sessionSlots() const { return session_order_; }
  [[nodiscard]] const std::vector<std::pair<VariableRef, Slot>>& inputs() const { return inputs_; }

 private:
  using Names = std::map<std::string, Slot, std::less<>>;
  struct Environ {
    Slot slot;
    bool constant;
  };

  Slot slotIn(Names& names, const std::string& name);
  [[nodiscard]] std::optional<Slot> specialSlot(std::string_view name, Stage stage);
  [[nodiscard]] std::optional<Slot> findSession(std::string_view name);

  SlotTable& slots_;
  CaseScope* caller_;
  Names config_;
  Names session_;
  Names step_;
  std::map<std::string, Environ, std::less<>> environs_;
  Names visible_step_;
  std::vector<Slot> session_order_;
  std::vector<std::pair<VariableRef, Slot>> inputs_;
};

}  // namespace hrp::testcase
