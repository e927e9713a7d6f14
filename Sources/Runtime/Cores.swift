// How many cores this process may use.
import CLinux

/// The cores of the machine, as far as this process may use them.
public enum Cores {
    /// The number of cores in the process's affinity set; at least one.
    public static var available: Int {
        max(1, Int(portcullis_available_cores()))
    }
}
