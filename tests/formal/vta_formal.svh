// SPDX-License-Identifier: Apache-2.0
//
// What every harness needs besides rtl/vta_assert.svh.

`ifndef VTA_FORMAL_SVH_
`define VTA_FORMAL_SVH_

// Time begins with a reset; later ones come whenever the solver likes. `begun_q`: time has begun.
`define VTA_FORMAL_RESET \
  logic begun_q = 1'b0; \
  always_ff @(posedge clk_i) begun_q <= 1'b1; \
  always_comb if (!begun_q) assume (!rst_ni);

// An invariant that lets the induction close. It is proved like any other property, but it must not
// be what refutes a mutant: that is up to the properties that somebody asked for.
`ifdef VTA_WITHOUT_HELPERS
`define VTA_HELPER(name, expr)
`else
`define VTA_HELPER(name, expr) `VTA_ASSERT(name, expr)
`endif

// Is reachable: a proof that never sees `expr` would show nothing about it.
`define VTA_COVER(name, expr) \
  always @(posedge clk_i) if (rst_ni) begin : name \
    cover (expr); \
  end

`endif  // VTA_FORMAL_SVH_
