#include "hrp/runner/fleet_relay.hpp"

#include <utility>

namespace hrp::runner {

engine::FleetNeeds FleetRelay::up(engine::FleetNeeds needs) {
  rows_.resize(needs.rows.size());
  arrivals_.resize(needs.points.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    engine::RowNeed& need = needs.rows[i];
    need.word += rows_[i].word;
    need.started += rows_[i].started;
    for (const auto& range : std::exchange(rows_[i].returned, {})) need.returned.push_back(range);
  }
  for (std::size_t i = 0; i < arrivals_.size(); ++i) needs.points[i].arrivals += arrivals_[i];
  return needs;
}

engine::FleetWords FleetRelay::down(engine::FleetWords words) {
  if (words.meetings.number > 0) meetings_ = words.meetings;
  for (engine::RowWord& word : words.rows) {
    if (word.set < rows_.size()) word.number -= rows_[word.set].word;
  }
  return words;
}

void FleetRelay::ending(const engine::FleetNeeds& last) {
  const engine::FleetNeeds all = up(last);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    rows_[i] = {all.rows[i].word, all.rows[i].started, all.rows[i].returned};
  }
  for (std::size_t i = 0; i < arrivals_.size(); ++i) arrivals_[i] = all.points[i].arrivals;
}

}  // namespace hrp::runner
