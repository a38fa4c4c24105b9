#pragma once
// The kinds of steps: the one list of them, by the type of what a kind compiles to (program.hpp).
// From it the loader makes the table of fields that a step may have (testcase/steps/step_list.cpp)
// and the engine the dispatch to what runs a step (engine/steps/step_list.cpp); nothing else
// enumerates kinds. docs/architecture.md, "How to add a step kind".
//
// The order is that in which a step is read that has the fields of several: the first counts.

// Tests add kinds of their own.
#ifndef HRP_MORE_STEP_KINDS
#define HRP_MORE_STEP_KINDS(KIND)
#endif

#define HRP_STEP_KINDS(KIND) \
  KIND(CallStep)             \
  KIND(ThinkTimeStep)        \
  KIND(RequestStep)          \
  KIND(TransactionStep)      \
  KIND(RendezvousStep)       \
  KIND(WebSocketStep)        \
  HRP_MORE_STEP_KINDS(KIND)
