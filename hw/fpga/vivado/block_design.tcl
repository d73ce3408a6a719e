# SPDX-License-Identifier: Apache-2.0
#
# The block design: processing system, accelerator, and what is between them. docs/fpga.md has a
# picture.

# A cell of an IP, whatever version of it this Vivado has.
proc vta::ip_cell {ip name} {
  set found [get_ipdefs -all -filter "VLNV =~ xilinx.com:ip:$ip:* && UPGRADE_VERSIONS == \"\""]
  if {![llength $found]} { fail "this Vivado has no IP $ip; is Zynq-7000 installed?" }
  return [create_bd_cell -type ip -vlnv [lindex $found end] $name]
}

proc vta::configure_cell {cell settings} {
  set properties {}
  foreach {name value} $settings { lappend properties CONFIG.$name $value }
  set_property -dict $properties $cell
}

# Assigns one slave segment of an address space and gives it its place.
proc vta::place_segment {space segment offset range} {
  assign_bd_address [get_bd_addr_segs $segment]
  set placed [get_bd_addr_segs -of_objects [get_bd_addr_spaces $space]]
  if {[llength $placed] != 1} {
    fail "the address space $space has [llength $placed] segments, but should have one"
  }
  set_property offset $offset $placed
  set_property range $range $placed
}

# FCLK0 is divided from a PLL, so not every clock can be had.
proc vta::check_divisor {ps7 mhz} {
  set actual [get_property CONFIG.PCW_ACT_FPGA0_PERIPHERAL_FREQMHZ $ps7]
  if {abs($actual - $mhz) > 0.0001 * $mhz} {
    fail "FCLK0 cannot have $mhz MHz; the nearest is $actual MHz"
  }
}

# Makes the block design `name`. `design` is what vta::prepare returned.
proc vta::block_design {name board port mhz design} {
  variable boards
  variable register_base
  variable register_range
  set names [port_names $port]
  set slave [dict get $names pin]

  create_bd_design $name
  set ps7 [ip_cell processing_system7 ps7]
  configure_cell $ps7 [concat [ps7_board] [ps7_ports $port $mhz]]
  check_divisor $ps7 $mhz
  set vta [create_bd_cell -type module -reference vta_ip vta]
  configure_cell $vta [list AxiDataW [dict get $design bus_width] AxiCache [dict get $names cache]]
  ip_cell proc_sys_reset reset

  # Bursts have at most 16 beats and writes the id 0, so AXI4 becomes AXI3 as it is.
  set memory [ip_cell axi_protocol_converter memory]
  configure_cell $memory {SI_PROTOCOL AXI4 MI_PROTOCOL AXI3 TRANSLATION_MODE 0}
  set registers [ip_cell axi_protocol_converter registers]
  configure_cell $registers {SI_PROTOCOL AXI3 MI_PROTOCOL AXI4LITE TRANSLATION_MODE 2}

  create_bd_intf_port -mode Master -vlnv xilinx.com:interface:ddrx_rtl:1.0 DDR
  create_bd_intf_port -mode Master -vlnv xilinx.com:display_processing_system7:fixedio_rtl:1.0 \
      FIXED_IO
  foreach pin {DDR FIXED_IO} {
    connect_bd_intf_net [get_bd_intf_ports $pin] [get_bd_intf_pins ps7/$pin]
  }
  connect_bd_intf_net [get_bd_intf_pins ps7/M_AXI_GP0] [get_bd_intf_pins registers/S_AXI]
  connect_bd_intf_net [get_bd_intf_pins registers/M_AXI] [get_bd_intf_pins vta/s_axil]
  connect_bd_intf_net [get_bd_intf_pins vta/m_axi] [get_bd_intf_pins memory/S_AXI]
  connect_bd_intf_net [get_bd_intf_pins memory/M_AXI] [get_bd_intf_pins ps7/$slave]

  set clock [get_bd_pins ps7/FCLK_CLK0]
  foreach pin [list vta/clk reset/slowest_sync_clk memory/aclk registers/aclk ps7/M_AXI_GP0_ACLK \
                   ps7/${slave}_ACLK] {
    connect_bd_net $clock [get_bd_pins $pin]
  }
  connect_bd_net [get_bd_pins ps7/FCLK_RESET0_N] [get_bd_pins reset/ext_reset_in]
  foreach pin {vta/rst_n memory/aresetn registers/aresetn} {
    connect_bd_net [get_bd_pins reset/peripheral_aresetn] [get_bd_pins $pin]
  }
  connect_bd_net [get_bd_pins vta/irq] [get_bd_pins ps7/IRQ_F2P]

  place_segment ps7/Data vta/s_axil/reg0 $register_base $register_range
  place_segment vta/m_axi ps7/$slave/[dict get $names segment] 0x00000000 \
      [dict get $boards $board memory]

  validate_bd_design
  save_bd_design
}
