# SPDX-License-Identifier: Apache-2.0
#
# What the accelerator alone costs, without a processor around it (out of context):
#
#   vivado -mode batch -source hw/fpga/vivado/synth.tcl -tclargs --config hw/config/pynq.json
#
#   --part       default xc7z020clg400-1
#   --config     the geometry; default hw/config/pynq.json
#   --clock-mhz  default 100
#   --out        default build/fpga/synth; gets utilization.rpt, timing.rpt and a checkpoint
#   --until      synthesis (default), route: place and route, too

source [file join [file dirname [info script]] lib.tcl]

# The clock, and what the bus may spend outside: 3 ns each way, about what the ports of a Zynq take.
proc vta::write_constraints {mhz path} {
  set period [format %.3f [expr {1000.0 / $mhz}]]
  set channel [open $path w]
  puts $channel "create_clock -name clk -period $period \[get_ports clk\]"
  puts $channel "set_input_delay -clock clk 3.000 \[get_ports -filter\
                 {DIRECTION == IN && NAME != clk}\]"
  puts $channel "set_output_delay -clock clk 3.000 \[get_ports -filter {DIRECTION == OUT}\]"
  close $channel
}

proc vta::synth {arguments} {
  variable root
  set options [options $arguments [dict create part xc7z020clg400-1 \
      config [file join $root hw config pynq.json] clock-mhz 100 \
      out [file join $root build fpga synth] until synthesis]]
  set mhz [dict get $options clock-mhz]
  set part [dict get $options part]
  set until [dict get $options until]
  one_of "end of --until" $until {synthesis route}
  check_clock $mhz
  check_version
  if {![llength [get_parts $part]]} {
    fail "this Vivado has no part '$part'; an example is xc7z020clg400-1"
  }
  set out [make_folder [dict get $options out]]

  set design [prepare [dict get $options config] $out]
  set constraints [file join $out ooc.xdc]
  write_constraints $mhz $constraints
  create_project -in_memory -part $part
  read_verilog -sv [dict get $design modules]
  read_verilog [dict get $design wrapper]
  read_xdc -mode out_of_context $constraints
  synth_design -top vta_ip -part $part -mode out_of_context \
      -include_dirs [dict get $design folder] -verilog_define SYNTHESIS=1 \
      -generic AxiDataW=[dict get $design bus_width]
  set kinds setup
  if {$until eq "route"} {
    opt_design
    place_design
    phys_opt_design
    route_design
    lappend kinds hold
  }
  write_checkpoint -force [file join $out vta_ip.dcp]
  report_utilization -hierarchical -file [file join $out utilization.rpt]
  set report [file join $out timing.rpt]
  report_timing_summary -file $report
  check_timing $kinds $mhz $report
}

vta::main synth.tcl { vta::synth $::argv }
