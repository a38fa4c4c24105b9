#include "testcase/compile/scope.hpp"

#include <limits>

namespace hrp::testcase {
namespace {

void addCandidate(VariableRef& ref, Slot slot) {
  if (ref.count < ref.candidates.size()) ref.candidates[ref.count++] = slot;
}

std::optional<VariableRef> nonEmpty(const VariableRef& ref) {
  return ref.count == 0 ? std::nullopt : std::optional(ref);
}

}  // namespace

Slot SlotTable::add(const std::string& name) {
  if (names_.size() >= std::numeric_limits<Slot>::max()) {
    overflowed_ = true;
    return 0;
  }
  names_.push_back(name);
  return static_cast<Slot>(names_.size() - 1);
}

Slot SlotTable::special(const std::string& name) {
  const auto known = special_.find(name);
  if (known != special_.end()) return known->second;
  return special_.emplace(name, add(name)).first->second;
}

std::optional<Slot> SlotTable::specialIfUsed(const std::string& name) const {
  const auto known = special_.find(name);
  return known == special_.end() ? std::nullopt : std::optional(known->second);
}

Slot CaseScope::slotIn(Names& names, const std::string& name) {
  const auto known = names.find(name);
  if (known != names.end()) return known->second;
  return names.emplace(name, slots_.add(name)).first->second;
}

Slot CaseScope::configSlot(const std::string& name) {
  return slotIn(config_, name);
}

Slot CaseScope::environSlot(const std::string& name, bool constant) {
  const auto known = environs_.find(name);
  if (known != environs_.end()) return known->second.slot;
  return environs_.emplace(name, Environ{slots_.add(name), constant}).first->second.slot;
}

Slot CaseScope::sessionSlot(const std::string& name) {
  const auto known = session_.find(name);
  if (known != session_.end()) return known->second;
  const Slot slot = slotIn(session_, name);
  session_order_.push_back(slot);
  if (caller_ != nullptr) {
    if (const auto outer = caller_->lookUp(name, Stage::kBegin)) inputs_.emplace_back(*outer, slot);
  }
  return slot;
}

Slot CaseScope::stepSlot(const std::string& name) {
  const Slot slot = slotIn(step_, name);
  visible_step_.emplace(name, slot);
  return slot;
}

std::optional<Slot> CaseScope::specialSlot(std::string_view name, Stage stage) {
  const bool in_step = stage != Stage::kConfig && stage != Stage::kName;
  if (in_step && name == kStepNameVariable) return slots_.special(kStepNameVariable);
  const bool sent = stage == Stage::kSend || stage == Stage::kResponse;
  if (sent && (name == "request" || name == kRequestVariable)) {
    return slots_.special(kRequestVariable);
  }
  if (stage == Stage::kResponse && (name == "response" || name == kResponseVariable)) {
    return slots_.special(kResponseVariable);
  }
  return std::nullopt;
}

std::optional<Slot> CaseScope::findSession(std::string_view name) {
  const auto known = session_.find(name);
  if (known != session_.end()) return known->second;
  if (caller_ == nullptr || !caller_->lookUp(name, Stage::kBegin)) return std::nullopt;
  return sessionSlot(std::string(name));
}

std::optional<VariableRef> CaseScope::lookUp(std::string_view name, Stage stage) {
  VariableRef ref;
  if (const auto special = specialSlot(name, stage)) {
    addCandidate(ref, *special);
    return ref;
  }
  if (stage == Stage::kConfig) {
    if (const auto found = config_.find(name); found != config_.end()) {
      addCandidate(ref, found->second);
    }
    const auto environ = environs_.find(name);
    if (environ != environs_.end() && environ->second.constant) {
      addCandidate(ref, environ->second.slot);
    }
    return nonEmpty(ref);
  }
  if (stage != Stage::kName) {
    const auto step = visible_step_.find(name);
    if (step != visible_step_.end()) addCandidate(ref, step->second);
  }
  if (const auto session = findSession(name)) addCandidate(ref, *session);
  if (stage == Stage::kName) return nonEmpty(ref);
  if (const auto found = environs_.find(name); found != environs_.end()) {
    addCandidate(ref, found->second.slot);
  }
  if (const auto found = config_.find(name); found != config_.end()) {
    addCandidate(ref, found->second);
  }
  return nonEmpty(ref);
}

}  // namespace hrp::testcase
