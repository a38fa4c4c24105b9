#include "record/file/name_table.hpp"

#include <utility>

namespace hrp::record {

std::uint32_t NameTable::rowId(const stats::RowKey& key) {
  const auto [found, is_new] = rows_.try_emplace(key, static_cast<std::uint32_t>(rows_.size()));
  if (is_new) new_rows_.push_back(key);
  return found->second;
}

std::optional<std::uint32_t> NameTable::textId(const std::string& text) {
  if (const auto found = texts_.find(text); found != texts_.end()) return found->second;
  if (texts_.size() >= kMaxFileTexts) return std::nullopt;
  const auto id = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace(text, id);
  new_texts_.push_back(text);
  return id;
}

std::string NameTable::takeNew() {
  base::LebWriter out;
  out.number(new_rows_.size());
  for (const auto& key : new_rows_) {
    out.text(key.type);
    out.text(key.name);
  }
  out.number(new_texts_.size());
  for (const auto& text : new_texts_) out.text(text);
  new_rows_.clear();
  new_texts_.clear();
  return out.take();
}

bool Names::add(std::string_view block) {
  base::LebReader in(block);
  const auto more_rows = in.number("rows", kMaxFileRows - rows.size());
  for (std::uint64_t i = 0; i < more_rows && in.good(); ++i) {
    std::string type = in.text("row type", stats::kMaxTextBytes);
    rows.push_back({std::move(type), in.text("row name", stats::kMaxTextBytes)});
  }
  const auto more_texts = in.number("texts", kMaxFileTexts - texts.size());
  for (std::uint64_t i = 0; i < more_texts && in.good(); ++i) {
    texts.push_back(in.text("text", stats::kMaxTextBytes));
  }
  return in.good() && in.atEnd();
}

void writeText(base::LebWriter& out, NameTable& names, const std::string& text) {
  const auto id = names.textId(text);
  out.number(id ? std::uint64_t{*id} + 1 : 0);
  if (!id) out.text(text);
}

std::string readText(base::LebReader& in, const Names& names, const char* what) {
  const auto number = in.number(what, names.texts.size());
  if (number == 0) return in.good() ? in.text(what, stats::kMaxTextBytes) : std::string();
  return names.texts[number - 1];
}

}  // namespace hrp::record
