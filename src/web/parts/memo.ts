import { Component, type ComponentChild } from 'preact';

/** A component that is not rendered anew while all of its properties are the same. */
export const memo = <Props extends object>(render: (props: Props) => ComponentChild) =>
  class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const { props } = this;
      const names = Object.keys(next) as (keyof Props)[];
      return names.some((name) => (props as Props)[name] !== (next as Props)[name]);
    }

    override render(props: Props): ComponentChild {
      return render(props);
    }
  };
